import { text } from '../messages';
import { to } from '../route';

interface Props {
  /** Because of what was written, rather than of an answer. */
  written?: boolean;
  /** Whether to ask for a screener now. */
  screener?: boolean;
}

/** Where help is, said calmly; read out as soon as it appears. */
export function Care({ written = false, screener = false }: Props) {
  return (
    <section class="care" role="alert" data-testid="care">
      <h2>{text.care.title}</h2>
      <p>{written ? text.care.written : text.care.body}</p>
      {screener && (
        <p>
          {text.care.screener} <a href={to('assessments', 'cssrs')}>{text.assessments.fillOf(text.instruments.cssrs.name)}</a>
        </p>
      )}
      <p>
        <strong>{text.care.resources}</strong>
      </p>
    </section>
  );
}
