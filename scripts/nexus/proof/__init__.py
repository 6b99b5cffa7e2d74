"""The ledger of proofs: each claim of a week's page, what proves it, and when that last ran.

Pages are read as text (`journal`, `sections`, `claims`), claims are matched with proofs (`ledger`,
`technologies`, `headline`), and the modules called `..._figure` write what came out as HTML.
"""
