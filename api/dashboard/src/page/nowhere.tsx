import { text } from '../messages';
import { to } from '../route';
import { Page } from './page';

export function NowherePage() {
  return (
    <Page title={text.nowhere.title} intro={text.nowhere.body}>
      <p>
        <a class="button" href={to()}>
          {text.nowhere.back}
        </a>
      </p>
    </Page>
  );
}
