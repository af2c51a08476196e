import type { Help } from '../contract';
import { text } from '../messages';
import { to } from '../route';

/** Where to get help, in the server's words; read out as soon as it appears. */
export function HelpCard({ help, screener }: { help: Help; screener: boolean }) {
  return (
    <section class="care" role="alert" data-testid="help">
      <h2>{text.care.title}</h2>
      <p>{help.message}</p>
      <ul>
        {help.resources.map((resource) => (
          <li key={resource}>
            <strong>{resource}</strong>
          </li>
        ))}
      </ul>
      {screener && (
        <p>
          {text.risk.screener} <a href={to('assessments', 'cssrs')}>{text.assessments.fillOf(text.instruments.cssrs.name)}</a>
        </p>
      )}
    </section>
  );
}
