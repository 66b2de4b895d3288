BLOG_AUTHOR = "Tova Lind"
BLOG_TITLE = "Fyrvaktaren"
SITE_URL = "https://fyr.example/"
BLOG_DESCRIPTION = "Anteckningar"
DEFAULT_LANG = "sv"
TRANSLATIONS = {DEFAULT_LANG: "", "en": "./en"}
TIMEZONE = "Europe/Stockholm"
PRETTY_URLS = False
POSTS = (
    ("posts/*.rst", "blogg", "post.tmpl"),
    ("posts/*.txt", "blogg", "post.tmpl"),
    ("posts/*.md", "blogg", "post.tmpl"),
)
PAGES = (("pages/*.md", "", "page.tmpl"),)
