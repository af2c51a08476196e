import { Icon } from '../control/icon';
import { text } from '../messages';
import { to } from '../route';
import { BEHIND_MORE, type Inside } from './frame';
import { Page } from './page';

/** On a phone: the pages that the bar has no room for. */
export function MorePage({ session, onLeave }: Inside) {
  return (
    <Page title={text.nav.more}>
      <ul class="card more">
        {BEHIND_MORE.map((place) => (
          <li key={place}>
            <a href={to(place)}>
              <Icon name={place} />
              <span>{text.nav[place]}</span>
              <Icon name="right" size={18} />
            </a>
          </li>
        ))}
      </ul>
      <p class="signed-in">
        <span class="fine">{text.door.account(session.person.email)}</span>
        <button type="button" class="quiet" onClick={onLeave}>
          {text.door.signOut}
        </button>
      </p>
    </Page>
  );
}
