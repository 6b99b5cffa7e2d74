"""What helps a page to be shared and found, made from its text: nothing here knows MkDocs.

`page` says what a page and its site are. From that, each module makes one thing: `cards` the
picture of a shared link, `metadata` the tags of a page's head, `sharing` the text of a post,
`copies` a page as Markdown that is `readable`, `llms`, `robots` and `manifest` the files of those names.
"""
