'use client';

import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconColumns2, IconX } from '@tabler/icons-react';
import { usePlayground, usePlaygroundState } from './playground-provider.tsx';
import classes from './playground-screen.module.css';
import { RouteSelector } from './route-selector.tsx';
import { mostLanes } from './turn.ts';

/** The routes that answer: a selector for each lane, up to six. */
export function LaneBar() {
  const { change } = usePlayground();
  const routes = usePlaygroundState(({ settings }) => settings.routes);
  const last = routes.at(-1);
  return (
    <div className={classes.lanes} data-many={routes.length > 1 || undefined}>
      {routes.map((route, index) => (
        <div key={index} className={classes.lane}>
          <RouteSelector
            route={route}
            isCompact={routes.length > 1}
            label={routes.length === 1 ? 'Who answers' : `Who answers, ${index + 1} of ${routes.length}`}
            onChange={(next) => change({ routes: routes.with(index, next) })}
          />
          {routes.length > 1 && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={`Remove answer ${index + 1}`}
              onClick={() => change({ routes: routes.toSpliced(index, 1) })}
            >
              <IconX size={14} />
            </ActionIcon>
          )}
        </div>
      ))}
      {routes.length < mostLanes && last && (
        <Tooltip label={`Compare up to ${mostLanes} answers side by side`}>
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            aria-label="Compare"
            leftSection={<IconColumns2 size={15} />}
            classNames={{ root: classes.compare, section: classes.compareIcon, label: classes.compareLabel }}
            onClick={() => change({ routes: [...routes, last] })}
          >
            Compare
          </Button>
        </Tooltip>
      )}
    </div>
  );
}
