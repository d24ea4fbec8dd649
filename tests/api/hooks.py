"""Words for schemathesis: what the API's document calls `shown-text` is more than a pattern can say."""

import schemathesis
from hypothesis import strategies

# Letters of several scripts that stand alone: no marks, no joiners, nothing that turns text around.
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZäéğłñøßüæçœšžабвгдежзийклмнопрстαβγδεζηθאבגדהابتثج李小龍王芳さくらサ한국กข🎤'-.&<>\"0123456789"

shown_text = strategies.text(alphabet=LETTERS, min_size=1, max_size=30).filter(lambda text: text.strip())
schemathesis.openapi.format("shown-text", shown_text)
