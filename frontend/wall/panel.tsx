/** A panel: title, an aside, a body. One that fails is hatched by itself; the others go on. */
import { Component, type ComponentChildren, type VNode } from "preact";
import { t } from "../shared/i18n";

interface Props {
  name: string;
  title: ComponentChildren;
  aside?: ComponentChildren;
  /** Its own source failed: the body stays as it was, hatched, with this text. */
  stale?: string | undefined;
  children: ComponentChildren;
}

export function Panel({ name, title, aside, stale, children }: Props): VNode {
  const id = `title-${name}`;
  return (
    <section class={`panel ${name}`} aria-labelledby={id} data-stale={stale ? "yes" : "no"}>
      <header class="head">
        <h2 id={id}>{title}</h2>
        <div class="aside">{stale ? <span class="as-of">{stale}</span> : aside}</div>
      </header>
      <div class="body">
        <Guard>{children}</Guard>
      </div>
    </section>
  );
}

class Guard extends Component<{ children: ComponentChildren }, { failed: boolean }> {
  override state = { failed: false };

  static override getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error);
    setTimeout(() => this.setState({ failed: false }), 10_000);
  }

  override render(): ComponentChildren {
    return this.state.failed ? <p class="failed">{t("此面板出错，十秒后重试")}</p> : this.props.children;
  }
}
