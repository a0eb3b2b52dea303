import { graphql, type ResultOf } from '../../graphql/graphql.ts';

export const ProviderTimelineFragment = graphql(`
  fragment ProviderTimeline on HealthHistory {
    from
    to
    interval
    providers {
      provider {
        id
        displayName
        configured
      }
      points {
        at
        calls
        failures
        probes {
          reachable
        }
      }
    }
  }
`);

export type ProviderRow = ResultOf<typeof ProviderTimelineFragment>['providers'][number];
