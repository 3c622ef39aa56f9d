"""pretalx's own settings but for two: no hashed static files (saves collectstatic), and no mail leaves the machine."""

from pretalx.settings import *  # noqa: F401,F403
from pretalx.settings import STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
