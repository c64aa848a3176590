"""Flows: the jobs of ``pipeline`` as Prefect flows, thin; the one package that imports Prefect.

Importing any module of it first sets Prefect's environment (see ``flows.settings``).
"""

from flows.settings import apply

apply()
