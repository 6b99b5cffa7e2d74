"""Words that tell a secret that somebody uses from what only stands for one."""

# Written where a secret belongs.
STANDINS = """
password passwd passphrase passcode pass pwd secret secrets token tokens apikey api key keys my
your our user users name username admin root test tests testing demo example examples sample
dummy fake mock placeholder change changed replace insert here todo fixme foo bar baz qux hello
world default value string some any the this that is not real very super strong secure safe long
random private public access client server app auth login django insecure postgres postgresql
mysql redis mongo database dev prod local staging qwerty asdf letmein welcome redacted hidden
goes with new old only and for use in production development must bearer basic oauth jwt session
service account credential credentials abc abcd abcdef abcdefg xyz xxx generated unsafe person
simple another wrong correct invalid valid email please them keep these from of to me it a db be
encoded raw plain text hash hashed something goodbye number word
"""
# A name that goes on with one of these, as in `password_file`, holds no secret.
HARMLESS_PARTS = """
file path url uri endpoint id ids type field fields policy length hash hint expires expiry ttl
count limit validators validator validation reset change changed form input confirm label column
attr header prefix suffix storage manager less list encryption command serializer serializers
lifetime class classes backend view store board name names digest checksum scheme format
algorithm strength timeout age required enabled help text arn version rotation min max regex
pattern placeholder error errors auth source provider hasher hashers user users username
alg enc
"""
# The pairs of letters that make up most of written English.
PAIRS = """
th he in er an re nd on en at ou ed ha to or it is hi es ng st ar te se me ve of le ea ne wi as
al ti io ic co de ra ri ro li nt la el ma si om ur ca ho ta us un ch ll il tr ot pe ec no ce di
ac et ss pl na rs ai fo lo mo id so ee em be we sh ow wa po ge ir mi pr ol ul op im ad am pa up
fi ag ig ut uc ob bl cl ct ia ke ly ck pp ey sa da vi va do ni su if ns tt ry bo ab go ga cr gi
ay ty fr gr br fa ev av rt rd wo ld rc nc tu ud ap tl ff oo ui um sp od
"""
# These stand in the documentation of Flask, Django REST framework, FastAPI, Stripe and one-time
# passwords, and thus in what people write about them: whoever publishes one gives nothing away.
WELL_KNOWN = frozenset(
    {
        "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf",
        "5f352379324c22463451387a0aec5d2f",
        '_5#y2L"F4Q8znxec]/',
        "9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b",
        "401f7ac837da42b97f613d789819ff93537bee6a",
        "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
        "4eC39HqLyjWDarjtT1zdp7dc",
        "sk_test_4eC39HqLyjWDarjtT1zdp7dc",
        "JBSWY3DPEHPK3PXP",
    }
)
