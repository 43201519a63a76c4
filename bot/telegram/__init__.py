"""The only room that knows python-telegram-bot: updates come in as events, requests go out as Bot API calls.

    connect    one connection              request    how bytes travel, and what their errors mean
    receive    the loop; acknowledges only what is committed: window, handover, albums
    translate  an update -> an event       zones      a place -> its time zone
    calls      a request -> a call         outcomes   what an error says about a request's fate
    lanes      who may send when: limits   sending    carries out what waits, and reports

It must not know what is stored, what a conversation says, or when a reminder is due.
"""
