"""Of the page of the day: what the office sent, and what it has not got yet."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtWidgets import QPushButton

from poverty_desktop.i18n import N_, _, format_date
from poverty_desktop.queries.handover.news_words import HEARS_AGAIN, news_words
from poverty_desktop.queries.today_rows import InterviewRow, TodayRow
from ui.today.card import Card
from ui.widgets.controls import button
from ui.widgets.page import Page, Place

SHOWN: Final = 3


class OfficeCard(Card):
    """Interviews handed back, the last news and receipt, and the changes that wait for a bundle."""

    def __init__(self, page: Page) -> None:
        super().__init__("office", "office", page, N_("From the office"))
        self._page = page

    def show_row(self, row: TodayRow) -> None:
        """Show how things stand between this laptop and the office."""
        self.clear()
        for number, item in enumerate(row.returned[:SHOWN]):
            self.add(self._returned(number, item))
        if len(row.returned) > SHOWN:
            self.say(_("{count} more").format(count=len(row.returned) - SHOWN), role="small")
        if row.news is not None:
            news = row.news
            words = news_words(news.entries, news.decided, news.handed_back, news.opened)
            said = _("Taken in {day}: {list}.").format(day=format_date(news.at.astimezone().date()), list=words)
            self.say(said, tone="warning" if news.opened else "")
        if row.last_receipt_at is None:
            self.say(_("No receipt of the office yet."), role="weak")
        else:
            self.say(_("Last receipt {day}").format(day=format_date(row.last_receipt_at.astimezone().date())))
        if row.days_without_news is not None:
            said = _("No news from the office for {days} days. Work goes on; ask for a newer stick.")
            self.say(said.format(days=row.days_without_news), tone="warning")
        if row.unsent_transactions or row.has_to_tell:
            if row.unsent_transactions:
                self.say(_("{count} changes have not reached the office.").format(count=row.unsent_transactions))
            else:
                self.say(_(HEARS_AGAIN), tone="warning")
            self.add_link(N_("Hand over a bundle"), "send", partial(self._page.shell.go, Place(page="bundles")))
        elif row.last_receipt_at is None:
            self.say(_("There is nothing to hand over yet."), role="weak")
        else:
            self.say(_("Everything is handed over."), role="weak")

    def _returned(self, number: int, item: InterviewRow) -> QPushButton:
        name = f"today_returned_{number}"
        made = button(self._page.words, "", name, None, role="choice", icon="attention", color="warn")
        said = item.comments.get("") or next(iter(item.comments.values()), "")
        made.setText(_("Handed back: {name}, {comment}").format(name=item.head_name, comment=said))
        made.setAccessibleName(made.text())
        made.clicked.connect(partial(self._page.shell.go, Place(page="reviews", interview=item.id)))
        return made
