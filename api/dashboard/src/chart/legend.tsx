import { percent } from '../figure';
import { text } from '../messages';

interface Props {
  forecast: boolean;
  /** Nominal probability of the forecast's interval. */
  coverage: number;
  sleep: boolean;
}

/** The keys differ in shape as well as colour. */
export function Legend({ forecast, coverage, sleep }: Props) {
  return (
    <ul class="legend" aria-label={text.chart.legend.title}>
      <li>
        <svg width="14" height="14" aria-hidden="true">
          <circle class="mood-point" cx="7" cy="7" r="3.5" />
        </svg>
        {text.chart.legend.mood}
      </li>
      <li>
        <svg width="22" height="14" aria-hidden="true">
          <path class="mood-level" d="M2,7H20" />
        </svg>
        {text.chart.legend.level}
      </li>
      {forecast && (
        <>
          <li>
            <svg width="22" height="14" aria-hidden="true">
              <path class="forecast-line" d="M1,7H21" />
            </svg>
            {text.chart.legend.forecast}
          </li>
          <li>
            <svg width="22" height="14" aria-hidden="true">
              <rect class="forecast-band" x="1" y="1" width="20" height="12" />
            </svg>
            {text.chart.legend.band(percent(coverage))}
          </li>
        </>
      )}
      {sleep && (
        <li>
          <svg width="16" height="14" aria-hidden="true">
            <rect class="sleep-bar" x="1" y="5" width="5" height="9" rx="1.5" />
            <rect class="sleep-bar" x="9" y="2" width="5" height="12" rx="1.5" />
          </svg>
          {text.chart.legend.sleep}
        </li>
      )}
    </ul>
  );
}
