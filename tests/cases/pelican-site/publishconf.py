from pelicanconf import *

SITEURL = 'https://deich' + 'blatt.example'
