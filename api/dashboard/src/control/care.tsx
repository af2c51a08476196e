import { text } from '../messages';

/** Where help is, said calmly; read out as soon as it appears. */
export function Care() {
  return (
    <section class="care" role="alert" data-testid="care">
      <h2>{text.care.title}</h2>
      <p>{text.care.body}</p>
      <p>
        <strong>{text.care.resources}</strong>
      </p>
    </section>
  );
}
