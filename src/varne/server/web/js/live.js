// @ts-check
/** Live: the server says when something was recorded, and the page asks for the picture again. The browser resumes by itself. */
import { playing } from "./clock.js";
import { getJson } from "./newest.js";
import { silence, timeline, wantPicture } from "./state.js";

export function startLive() {
  const stream = new EventSource("/api/events");
  stream.addEventListener("record", async () => {
    if (playing.get()) wantPicture(Date.now());
    timeline.set(await getJson("/api/timeline").catch(() => timeline.get()));
  });
  stream.onerror = () => silence.set({ since: silence.get()?.since ?? Date.now(), why: "event stream" });
}
