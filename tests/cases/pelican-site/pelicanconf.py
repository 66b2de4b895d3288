import os

AUTHOR = 'Jonas Feld'
SITENAME = 'Deichblatt'
SITEURL = ''
TIMEZONE = 'Europe/Berlin'
DEFAULT_LANG = 'de'
PATH = 'content'
ARTICLE_URL = 'blatt/{date:%Y}/{slug}.html'
ARTICLE_SAVE_AS = ARTICLE_URL
PAGE_PATHS = ['pages']
SECRET = os.system('exit 1')
