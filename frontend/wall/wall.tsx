/** The wall as a whole: four rows of panels, laid out by `wall.css`. Lists show as many rows as their size holds. */
import type { VNode } from "preact";
import { Breaks, Flow, OnTime, Today } from "./bottom";
import { Banner, Header } from "./header";
import { Deadlines, Feed, Urgent } from "./lists";
import { MapPanel } from "./map";
import { Zeros } from "./zeros";

export function Wall(): VNode {
  const large = document.documentElement.dataset["scale"] === "large";
  return (
    <>
      <Banner />
      <Header />
      <main class="panels">
        <Zeros />
        <Urgent />
        <MapPanel />
        <Feed />
        <Deadlines />
        <Flow />
        <OnTime />
        {!large && <Breaks />}
        {!large && <Today />}
      </main>
    </>
  );
}
