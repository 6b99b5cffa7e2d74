"""The ledger: each statement of a week's page, what backs it, and when that last ran.

Pages are read as text (`journal`, `sections`, `claims`), statements are matched with what they link
to (`ledger`, `accounts`, `samples`, `technologies`, `headline`). The room `figures` writes what
came out as HTML.
"""
