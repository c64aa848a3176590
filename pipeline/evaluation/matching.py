"""Which predicted opportunity answers which gold one, and which of their items agree."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from pipeline.evaluation.annotation import Annotation, Party
from pipeline.evaluation.assignment import Pairs, assign
from pipeline.evaluation.conventions import conventions
from pipeline.evaluation.normalising import (
    bare,
    best_ratio,
    letters,
    mail_form,
    person_forms,
    phone_form,
    ratio,
    same_phone,
)

Person = tuple[str, ...]
Contact = tuple[str, str]
_Item = TypeVar("_Item")


def pair_items(
    gold: Sequence[_Item],
    predicted: Sequence[_Item],
    similarity: Callable[[_Item, _Item], float],
    least: float,
) -> Pairs:
    """Pairs of gold and predicted indexes, one to one, each at least ``least`` similar."""
    rows = [[similarity(one, other) for other in predicted] for one in gold]
    scores = [[score if score >= least else 0.0 for score in row] for row in rows]
    return [(i, j) for i, j in assign(scores) if scores[i][j] > 0]


def align(gold: Sequence[Annotation], predicted: Sequence[Annotation]) -> Pairs:
    """Pairs of gold and predicted opportunities of one page.

    One gold and one predicted opportunity are a pair however little they share: there is no
    other that either could be meant for.
    """
    if len(gold) == len(predicted) == 1:
        return [(0, 0)]
    return pair_items(gold, predicted, similarity, conventions().least_similarity)


def similarity(gold: Annotation, predicted: Annotation) -> float:
    """Title and party similarity, 0 to 2, and a little more where a contact is shared."""
    title = ratio(bare(gold.title), bare(predicted.title))
    ones = [form for party in gold.foreign_parties for form in party.forms]
    others = [form for party in predicted.foreign_parties for form in party.forms]
    if not ones and not others:
        # Domestic demands are told apart by the Chinese side.
        ones, others = list(chinese_parties(gold)), list(chinese_parties(predicted))
    theirs = contacts(predicted)
    shared = any(same_contact(one, other) for one in contacts(gold) for other in theirs)
    return title + best_ratio(ones, others) + conventions().contact_bonus * shared


def chinese_parties(annotation: Annotation) -> tuple[str, ...]:
    """The non-empty names."""
    return tuple(name for name in annotation.chinese_parties if name)


def contacts(annotation: Annotation) -> tuple[Contact, ...]:
    """Each contact once, as its kind and normal form."""
    mails = [("mail", mail_form(mail)) for mail in annotation.contacts.emails if mail]
    phones = [("phone", phone_form(phone)) for phone in annotation.contacts.phones]
    return tuple(dict.fromkeys(mails + [phone for phone in phones if phone[1]]))


def people(annotation: Annotation) -> tuple[Person, ...]:
    """Each person as the normal forms of the name."""
    return tuple(person_forms(name) for name in annotation.people if name)


def gold_people(annotation: Annotation) -> tuple[Person, ...]:
    """As ``people``; one who is a foreign party too may be called by that party's names."""
    parties = [party for party in annotation.foreign_parties if party.type == "individual"]
    names = [tuple(bare(form) for form in party.forms) for party in parties]
    return tuple(_with_names(person, names) for person in people(annotation))


def _with_names(person: Person, parties: Sequence[Person]) -> Person:
    for names in parties:
        if any(_is_called(form, name) for form in person for name in names):
            person += names
    return person


def _is_called(form: str, name: str) -> bool:
    close = form == name or ratio(form, name) >= conventions().relaxed_ratio
    # Two letters are inside too many names.
    return close or (len(form) > 2 and form in name)


def same_name(gold: Party, predicted: Party) -> float:
    """1 where the predicted name is one of the gold forms, diacritics included."""
    return float(letters(predicted.name) in {letters(form) for form in gold.forms})


def party_ratio(gold: Party, predicted: Party) -> float:
    """The best ratio over the forms of both."""
    return best_ratio(gold.forms, predicted.forms)


def name_ratio(gold: str, predicted: str) -> float:
    """The ratio of two raw names."""
    return ratio(bare(gold), bare(predicted))


def same_contact(gold: Contact, predicted: Contact) -> float:
    """1 where kind and normal form agree; telephone numbers may lack their prefixes."""
    if gold[0] != predicted[0]:
        return 0.0
    alike = gold[0] == "phone" and same_phone(gold[1], predicted[1])
    return float(gold == predicted or alike)
