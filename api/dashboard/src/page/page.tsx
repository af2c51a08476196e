import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { text } from '../messages';

interface Props {
  title: string;
  /** Stands above the title, such as the way back. */
  above?: ComponentChildren;
  intro?: ComponentChildren;
  /** Stands beside the title. */
  beside?: ComponentChildren;
  /** Whether the page is one narrow column. */
  narrow?: boolean;
  children: ComponentChildren;
}

/** A page with its title, which takes the focus when one arrives. */
export function Page({ title, above, intro, beside, narrow = false, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    window.scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, []);
  // Together with the heading: whoever reads one must not find the other of the page before.
  useLayoutEffect(() => {
    document.title = `${title} · ${text.brand}`;
  }, [title]);
  return (
    <>
      <header class={narrow ? 'head narrow' : 'head'}>
        {above}
        <div class="title">
          <div>
            <h1 ref={heading} tabIndex={-1}>
              {title}
            </h1>
            {intro !== undefined && <p class="intro">{intro}</p>}
          </div>
          {beside}
        </div>
      </header>
      {children}
    </>
  );
}
