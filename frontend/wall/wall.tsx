/** The wall as a whole: its panels, laid out by `layout.css`. In incident mode the map grows and one matter takes the side. */
import type { VNode } from "preact";
import { AlarmPanel } from "./alarms";
import { Breaks, Flow, OnTime, Today } from "./bottom";
import { Daily } from "./daily";
import { focus } from "./focus";
import { Banner, Header } from "./header";
import { IncidentPanel } from "./incident";
import { Deadlines, Feed } from "./lists";
import { MapPanel } from "./map";
import { Begin, Help } from "./pills";
import { Zeros } from "./zeros";

export function Wall(): VNode {
  return (
    <>
      <Banner />
      <Header />
      <main class="panels" data-mode={focus.value ? "incident" : "usual"}>
        <Zeros />
        <AlarmPanel />
        <MapPanel />
        {focus.value ? <IncidentPanel /> : <Usual />}
      </main>
      <Begin />
      <Help />
      <Daily />
    </>
  );
}

function Usual(): VNode {
  const large = document.documentElement.dataset["scale"] === "large";
  return (
    <>
      <Feed />
      <Deadlines />
      <Flow />
      <OnTime />
      {!large && <Breaks />}
      {!large && <Today />}
    </>
  );
}
