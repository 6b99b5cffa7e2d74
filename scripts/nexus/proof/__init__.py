"""The ledger of proofs: each claim of a week's page, what proves it, and when that last ran.

Pages are read as text (`journal`, `sections`, `claims`), claims are matched with proofs (`ledger`,
`technologies`, `headline`). The room `figures` writes what came out as HTML.
"""
