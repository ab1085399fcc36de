"""From the page to the papers: the SITREP of the chosen boat and the watch sheet, as of the moment that is shown."""

from playwright.sync_api import Locator, Page

from browser import until


def followed(link: Locator) -> str:
    """Where a link leads when it is clicked; nothing is opened."""
    link.evaluate("a => a.addEventListener('click', e => e.preventDefault())")
    link.click()
    return link.get_attribute("href") or ""


def test_the_page_leads_to_the_watch_sheet_and_to_the_sitrep_of_the_chosen_boat(page: Page, web: str) -> None:
    page.goto(f"{web}/?at=2030-01-11T03:40:00Z&lang=fr")
    until(lambda: page.evaluate("window.varne?.ready"), "the page to be ready", 40)
    sheet = page.locator("#papers a.paper")
    assert sheet.inner_text() == "Relève de quart"
    assert followed(sheet) == "./watch?language=fr&at=2030-01-11T03%3A40%3A00Z"
    page.locator("#boats tr").first.click()
    assert followed(page.locator("#detail-head a.paper")).startswith("./sitrep/")
    page.locator("#languages button", has_text="EN").click()
    assert "language=en" in followed(sheet)
