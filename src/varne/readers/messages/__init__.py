"""E-mails and exported messages -> reports: what was said, when and from which role, and nothing about who said it.

`mail` reads .eml files, `chat` a WhatsApp export, `lines` JSON lines of any messenger; all make a Message, and `told` makes
a report of it. Names of senders, telephone numbers and addresses end here (invariant 6). Attachments are bytes with a
hash: nothing here opens, runs or shows one.
"""

from varne.readers.messages.chat import read_chat
from varne.readers.messages.lines import read_message_lines
from varne.readers.messages.mail import read_mail
from varne.readers.messages.message import Attachment, Message, Messages
from varne.readers.messages.told import Reported, report_of

__all__ = [
    "Attachment",
    "Message",
    "Messages",
    "Reported",
    "read_chat",
    "read_mail",
    "read_message_lines",
    "report_of",
]
