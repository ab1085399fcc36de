"""Single modules of the page, run in a real browser: positions, times, rings, and asking the server without piling up."""

import pytest
from geographiclib.geodesic import Geodesic
from playwright.sync_api import Browser, Page

from browser import until


def run(page: Page, web: str, module: str, script: str) -> object:
    """The value of a script in which `m` is a module of the page."""
    page.goto(f"{web}/blank")
    return page.evaluate(f"import('/js/{module}').then(async (m) => {{ {script} }})")


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        ("m.position(1.741667, 51.141667, 1)", "51°08.5'N 001°44.5'E"),  # P1 as MAIB report 7/2023 prints it
        ("m.position(1.759467, 51.150750, 3)", "51°09.045'N 001°45.568'E"),  # P2, the same report
        ("m.position(1.99999, 50.99999)", "51°00.00'N 002°00.00'E"),  # sixty minutes are a degree
        ("m.position(-0.5, -0.25)", "00°15.00'S 000°30.00'W"),
        ("m.age(59)", "59 s"),
        ("m.age(3599)", "59 min"),
        ("m.age(11100)", "3 h 05"),
        ("m.age(null)", "?"),
        ("m.range({min: 33, likely: 33, max: 40})", "33–40"),
        ("m.range(null)", "?"),  # not known is never a zero
        ("m.percent(0.002)", "< 1 %"),
        ("m.percent(0.999)", "> 99 %"),
        ("m.clockTime('2021-11-24T01:33:00Z')", "01:33"),
        ("m.frenchTime('2021-11-24T01:33:00Z')", "02:33"),  # winter
        ("m.frenchTime('2021-07-24T01:33:00Z')", "03:33"),  # summer
        ("m.decibans(-2.5)", "−2.5"),
    ],
)
def test_format(page: Page, web: str, call: str, wanted: str) -> None:
    assert run(page, web, "format.js", f"return {call};") == wanted


def test_a_moment_without_a_zone_is_utc_on_a_french_machine_too(browser: Browser, web: str) -> None:
    """In an address that somebody wrote, and in the file of a receiver that leaves out the Z."""
    context = browser.new_context(timezone_id="Europe/Paris")
    page = context.new_page()
    said = ["2021-11-24T03:34", "2021-11-24 03:34:30", "2021-11-24T03:34:00Z", "2021-11-24T04:34:00+01:00", "soon", "", "11"]
    found = run(page, web, "format.js", f"return {said}.map((text) => m.momentOf(text)).map((ms) => ms && m.utcSeconds(ms));")
    assert found == ["03:34:00", "03:34:30", "03:34:00", "03:34:00", None, None, None]
    gpx = "<gpx><trkpt lon='1' lat='51'><time>2021-11-24T03:34:00</time></trkpt></gpx>"
    assert run(page, web, "search/flown.js", f'return m.fixesOf("{gpx}")[0][2];') == "2021-11-24T03:34:00.000Z"
    context.close()


@pytest.mark.parametrize("orientation", [0, 30, 90, 200, 270, 350])
def test_ellipse_ring_lies_where_geodesics_say(page: Page, web: str, orientation: int) -> None:
    """Corner 0 is the end of the major axis, a quarter of the ring later that of the minor, clockwise of it."""
    ring = run(page, web, "geometry.js", f"return m.ellipseRing(1.5, 51, [6000, 2000, {orientation}], 1, 72);")
    assert ring[0] == ring[-1]
    for corner, metres, direction in ((0, 6000, orientation), (18, 2000, orientation + 90)):
        lon, lat = ring[corner]
        line = Geodesic.WGS84.Inverse(51, 1.5, lat, lon)
        assert line["s12"] == pytest.approx(metres, rel=0.002)
        assert (line["azi1"] - direction + 180) % 360 - 180 == pytest.approx(0, abs=0.2)


def test_what_was_let_go_does_not_come_back_from_the_address_with_a_reload(page: Page, web: str) -> None:
    page.goto(f"{web}/blank?boat=b1&known_b=2030-01-11T08:00:00Z&lang=fr#map=9/51/1&then=x")
    script = """import('/js/address.js').then(async (m) => {
        m.writeAddress({ boat: null, known_b: null, then: null });
        await new Promise((r) => setTimeout(r, 50));
        return [m.readAddress(), location.hash];
    })"""
    read, written = page.evaluate(script)
    assert read == {"boat": "", "known_b": "", "lang": "fr", "map": "9/51/1"} and "then" not in written


def test_asking_never_piles_up(page: Page, web: str) -> None:
    """Twenty wishes while one request is under way: the first and the newest are asked, never two at once."""
    asked, most = run(
        page, web, "newest.js",
        """const asked = []; let now = 0, most = 0;
        const want = m.newest(async (w) => { asked.push(w); most = Math.max(most, ++now);
            await new Promise((r) => setTimeout(r, 40)); now--; return w; }, () => {}, () => {}, {apart: 5, retry: 5});
        want(0); await new Promise((r) => setTimeout(r, 10));
        for (let i = 1; i <= 20; i++) want(i);
        while (asked.length < 2 || now > 0) await new Promise((r) => setTimeout(r, 20));
        await new Promise((r) => setTimeout(r, 50));
        return [asked, most];""",
    )  # fmt: skip
    assert (asked, most) == ([0, 20], 1)


def test_failure_is_told_and_tried_again(page: Page, web: str) -> None:
    told, got = run(
        page, web, "newest.js",
        """let tries = 0; const told = [], got = [];
        const want = m.newest(async (w) => { if (++tries < 3) throw new Error("down"); return w; },
            (a) => got.push(a), (p) => told.push(p && p.message), {apart: 5, retry: 5});
        want("now"); while (!got.length) await new Promise((r) => setTimeout(r, 20));
        return [told, got];""",
    )  # fmt: skip
    assert (told, got) == (["down", "down", None], ["now"])


def test_words_fall_back_to_the_servers_own_text(page: Page, web: str) -> None:
    said = run(
        page, web, "words.js",
        """await m.loadWords(); m.language.set("fr");
        return [m.say({key: "no.such.key", args: {}, text: "The server's words."}),
            m.t("refusal", {at: "2021-11-24T03:34:00Z", what: "closing", centre: "dover"})];""",
    )  # fmt: skip
    assert said == ["The server's words.", "03:34 Clôture demandée par Douvres : refusée"]


def test_words_of_a_report_that_begin_with_a_moment_stay_words(page: Page, web: str) -> None:
    """As an export of a chat begins its lines; such a report must not stop the time bar of every screen."""
    texts = ["2021-11-24 03:00 we are sinking", "2021-11-24T03:00 - help", "2021-99-99 03:00Z", "2021-11-24 03:34:00+00:00"]
    script = "await m.loadWords(); return TEXTS.map((text) => m.say({key: 'event.note', args: {text}, text: ''}));"
    said = run(page, web, "words.js", script.replace("TEXTS", str(texts)))
    assert said == [*(f"note: {text}" for text in texts[:3]), "note: 03:34"]


def test_a_late_answer_never_puts_its_points_in_the_place_of_newer_ones(page: Page, web: str) -> None:
    """Points of now that come after somebody looked ahead, or after another boat was chosen; a graphics card is not needed."""
    script = """
        const late = [];
        window.fetch = () => new Promise((come) => late.push((n) => come(new Response(new Float32Array(3 * n).buffer))));
        let drawn = 0;
        const card = new Proxy({}, { get: (_, name) => (...given) => (name === "drawArrays" && (drawn = given[2]), {}) });
        const layer = m.ensembleLayer();
        layer.onAdd({ triggerRepaint() {} }, card);
        const points = async (asked = 0) => {
            while (late.length < asked) await new Promise((r) => setTimeout(r, 20));
            await new Promise((r) => setTimeout(r, 50));
            drawn = 0;
            layer.render(card, { defaultProjectionData: { mainMatrix: new Float32Array(16) } });
            return drawn;
        };
        const seen = [];
        layer.want("a", { at: "1" }); seen.push(await points(1));
        layer.show(new Float32Array(6)); late[0](5); seen.push(await points());
        layer.want("a", { at: "2" }); await points(2); late[1](4); seen.push(await points());
        layer.want("b", { at: "2" }); seen.push(await points());
        return seen;
    """
    assert run(page, web, "map/ensemble.js", script) == [0, 2, 4, 0]


def test_the_same_words_are_said_again(page: Page, web: str) -> None:
    script = """
        document.body.innerHTML = '<div id="say-politely" aria-live="polite"></div>';
        const region = document.getElementById("say-politely");
        let changes = 0;
        new MutationObserver(() => changes++).observe(region, { childList: true, characterData: true, subtree: true });
        for (let i = 0; i < 3; i++) { m.politely("handed in"); await new Promise((r) => setTimeout(r, 20)); }
        return [changes, region.textContent.trim()];
    """
    assert run(page, web, "spoken.js", script) == [3, "handed in"]


def test_reports_that_come_at_once_are_all_told_to_a_screen_reader(page: Page, web: str) -> None:
    """One after the other, not over each other; what came meanwhile is said with the next picture."""
    script = """
        document.body.innerHTML = '<div id="say-politely"></div>';
        const [state, words] = await Promise.all(["state", "words"].map((name) => import(`/js/${name}.js`)));
        await words.loadWords();
        m.startAnnouncing();
        const said_then = { channel: "call", people: null, condition: "unknown" };
        const reports = [0, 1, 2, 3, 4].map((i) => ({ id: `r${i}`, received: `2030-01-11T02:1${i}:00Z`, ...said_then }));
        const come = (n) => state.picture.set({ at: "2030-01-11T02:20:00Z", alarms: [], reports: reports.slice(0, n) });
        const said = () => document.body.textContent;
        for (const n of [0, 1, 2, 5]) come(n);
        const first = said();
        await new Promise((r) => setTimeout(r, 2100));
        come(5);
        return [first, said()];
    """
    first, then = run(page, web, "panels/announce.js", script)
    assert first.startswith("New report 02:10: call") and "02:11" not in first
    assert then.startswith("4 new reports, the last two. New report 02:13: call") and "New report 02:14: call" in then


def test_report_text_is_never_markup(page: Page, web: str) -> None:
    html = run(page, web, "element.js", "return m.h('p', {}, '<img src=x onerror=alert(1)>').innerHTML;")
    assert html == "&lt;img src=x onerror=alert(1)&gt;"


@pytest.mark.parametrize(
    "is_it",
    [
        "e.getAttribute('aria-label') === 'Rename Alpha'",
        "e.getAttribute('aria-label') === 'Rename' && e.dataset.second === ''",
        "e.id === 'with' && e.value === 'b2'",
        "e.textContent === 'why'",
    ],
)
def test_what_is_drawn_anew_keeps_the_focus_on_the_same_control(page: Page, web: str, is_it: str) -> None:
    """A live night draws the panel anew with every report; hands on the keyboard must stay where they are."""
    parts = """
        const build = (more) => () => [
          ...Array.from({length: more}, () => m.h('button', {}, 'something new')),
          m.h('button', {'aria-label': 'Rename Alpha'}), m.h('button', {'aria-label': 'Rename'}),
          m.h('button', {'aria-label': 'Rename', 'data-second': ''}),
          m.h('select', {id: 'with'}, m.h('option', {value: 'b1'}), m.h('option', {value: 'b2'})),
          m.h('details', {'data-keep': 'd'}, m.h('summary', {}, 'why')),
        ];
        const box = document.body.appendChild(m.h('div'));
        m.refresh(box, 1, build(0));
        box.querySelector('#with').value = 'b2';
    """
    found = f"[...box.querySelectorAll('button, select, summary')].find((e) => {is_it})"
    script = f"{parts} {found}.focus(); m.refresh(box, 2, build(2)); return document.activeElement === {found};"
    assert run(page, web, "element.js", script) is True


def test_a_button_that_would_be_drawn_anew_while_it_is_pressed_is_clicked(page: Page, web: str) -> None:
    """Tracks are drawn every second: one click in ten on the button that copies a position went into nothing."""
    script = """(m) => {
        const box = document.body.appendChild(m.h("div"));
        window.clicks = 0;
        window.draw = (k) => m.refresh(box, k, () => [m.h("button", { onclick: () => window.clicks++ }, `copy ${k}`)]);
        window.draw(1);
    }"""
    page.goto(f"{web}/blank")
    page.evaluate(f"import('/js/element.js').then({script})")
    page.locator("button").hover()
    page.mouse.down()
    page.evaluate("[2, 1, 3].forEach((k) => draw(k))")
    page.mouse.up()
    assert page.evaluate("clicks") == 1
    until(lambda: page.locator("button").inner_text() == "copy 3", "the newest to be drawn after that")


def test_the_focus_stays_in_its_row_while_the_figures_in_its_name_move_on(page: Page, web: str) -> None:
    """As an alarm does every minute, and the place of a boat every five seconds."""
    script = """
        const row = (key, figure) => m.h('li', {'data-row': key},
          m.h('button', {'aria-label': `Acknowledge… silent for ${figure}`}, 'Acknowledge…'),
          m.h('button', {'aria-label': `Copy ${figure}`}));
        const box = document.body.appendChild(m.h('ul'));
        const found = [];
        for (const k of [0, 1]) {
          m.refresh(box, k, () => [row('a', 60), row('b', 10)]);
          const was = box.querySelectorAll('[data-row=b] button')[k];
          was.focus();
          m.refresh(box, k + 10, () => [row('new', 0), row('a', 61), row('b', 11)]);
          const now = document.activeElement;
          found.push(now !== was && now === box.querySelectorAll('[data-row=b] button')[k]);
        }
        return found;
    """
    assert run(page, web, "element.js", script) == [True, True]


def test_what_is_drawn_anew_without_the_control_takes_the_focus_nowhere_else(page: Page, web: str) -> None:
    script = """
        const box = document.body.appendChild(m.h('div'));
        m.refresh(box, 1, () => [m.h('button', {}, 'go'), m.h('button', {}, 'stay')]);
        box.querySelector('button').focus();
        m.refresh(box, 2, () => [m.h('button', {}, 'stay')]);
        return document.activeElement === document.body;
    """
    assert run(page, web, "element.js", script) is True
