"""A telephone exchange on this machine: Twilio's REST API, and phones that receive messages and ring."""

from bot.sandbox.phone.exchange import Exchange
from bot.sandbox.phone.handset import Handset
from bot.sandbox.phone.records import Account, Call, CallStatus, Pace, Sms, SmsStatus

__all__ = ["Account", "Call", "CallStatus", "Exchange", "Handset", "Pace", "Sms", "SmsStatus"]
