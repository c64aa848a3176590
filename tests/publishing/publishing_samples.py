"""Texts that formats stumble over: formulas, quotes, long ones, numbers that are none."""

FORMULA = "=cmd|'/c calc'!A0"
TRAPS = (
    FORMULA,
    "+1 (555) 0100",
    "-10 ℃ 冷链",
    "@SUM(1+1)",
    "＝HYPERLINK(0)",
    "'quoted' title",
    "\tTab first",
    'Say "喂", then; a|b\\c, done',
    "Two\nlines\r\nthree",
    "𠮷野家 🚀 ﷽",
    "氫能 " * 12_000,
    "0012345",
    "2019-03-12",
    "TRUE",
    "<script>alert(1)</script><img src=http://evil.example/x>",
    "_x0041_ \x0b\x1f",
)
