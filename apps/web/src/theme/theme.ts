import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const water: MantineColorsTuple = [
  '#e6f6f9',
  '#cceaf0',
  '#9cd5e1',
  '#66bed0',
  '#36a9bf',
  '#1794ad',
  '#0b7f98',
  '#086a80',
  '#0a5567',
  '#0b4351',
];

const gray: MantineColorsTuple = [
  '#f6f8f9',
  '#eef2f4',
  '#e2e8eb',
  '#d2dade',
  '#b6c2c8',
  '#8f9ea6',
  '#5c6b74',
  '#44525a',
  '#2b373e',
  '#162025',
];

const dark: MantineColorsTuple = [
  '#e2e9ec',
  '#b3c0c6',
  '#8897a0',
  '#5f6f78',
  '#26323a',
  '#1d272d',
  '#141b20',
  '#0d1316',
  '#090d10',
  '#05080a',
];

/** The parent element of popovers; see the shell's console.tsx. */
const portalProps = { target: '#popovers' };
/** The list itself scrolls: the field's keys then work in it, but not in a scrolling box inside it. */
const options = {
  defaultProps: { withScrollArea: false },
  styles: { options: { maxHeight: '220px', overflowY: 'auto' } },
} as const;
const dialogTitle = { title: { fontSize: '16px', fontWeight: 620, letterSpacing: '-0.01em' } };

/** Penstock's theme: blue on slate, system fonts, thin borders instead of shadows. */
export const theme = createTheme({
  colors: { water, gray, dark },
  primaryColor: 'water',
  primaryShade: 6,
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '18px' },
  fontFamily:
    '-apple-system, BlinkMacSystemFont, "Segoe UI", Inter, Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '19px' },
  headings: {
    fontWeight: '620',
    sizes: { h1: { fontSize: '22px', lineHeight: '1.3' }, h2: { fontSize: '15px', lineHeight: '1.4' } },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // At its size, the usual corner radius would make a circle.
    Checkbox: { defaultProps: { radius: 'xs' } },
    Button: { defaultProps: { size: 'sm' } },
    // A comma would otherwise be omitted, so that 12,5 became 125.
    NumberInput: { defaultProps: { allowedDecimalSeparators: ['.', ','] } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } } },
    Modal: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } }, styles: dialogTitle },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } }, styles: dialogTitle },
    // The placeholder is not a menu item, and a menu may only contain items. The first item gets the focus instead.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Alert: { styles: { title: { color: 'var(--mantine-color-text)' } } },
    Tooltip: { defaultProps: { openDelay: 250, withArrow: true, multiline: true, maw: 320, fz: 'xs', portalProps } },
    Popover: { defaultProps: { shadow: 'lg', portalProps } },
    Combobox: { defaultProps: { shadow: 'lg' } },
    Select: options,
    MultiSelect: options,
    Autocomplete: options,
    TagsInput: options,
  },
});

/** The surfaces and lines that have no name in Mantine. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--canvas': '#f6f8f9',
    '--surface': '#ffffff',
    '--raised': '#f2f5f7',
    '--line': '#e2e8eb',
    '--accent-soft': '#e6f6f9',
    '--accent-ink': '#086a80',
    '--good': '#1f9a63',
    '--slow': '#c98412',
    '--bad': '#d0443f',
    '--good-ink': '#14683f',
    '--slow-ink': '#8a5800',
    '--bad-ink': '#b02f2b',
    '--idle': '#8f9ea6',
    '--chart-1': '#0b7f98',
    '--chart-2': '#5b6ee1',
    '--chart-3': '#c98412',
    '--chart-4': '#1f9a63',
    '--chart-5': '#b4519e',
    '--chart-6': '#7a8b2c',
    '--chart-7': '#d0643f',
    '--chart-8': '#5f7f95',
    '--mantine-color-body': '#f6f8f9',
    '--mantine-color-placeholder': '#66757e',
    '--mantine-color-dimmed': '#5c6b74',
    '--mantine-color-default-border': '#d9e1e5',
    '--mantine-color-teal-light-color': '#0b5f43',
    '--mantine-color-yellow-light-color': '#7a4b00',
    '--mantine-color-red-light-color': '#a32824',
  },
  dark: {
    '--canvas': '#0b1013',
    '--surface': '#11181c',
    '--raised': '#172026',
    '--line': '#222d34',
    '--accent-soft': '#0e2a33',
    '--accent-ink': '#66bed0',
    '--good': '#3fbf85',
    '--slow': '#e0a33c',
    '--bad': '#ec6a64',
    '--good-ink': '#56cf98',
    '--slow-ink': '#e9b65c',
    '--bad-ink': '#f3918c',
    '--idle': '#5f6f78',
    '--chart-1': '#36a9bf',
    '--chart-2': '#8b9bf4',
    '--chart-3': '#e0a33c',
    '--chart-4': '#3fbf85',
    '--chart-5': '#d583c3',
    '--chart-6': '#a8ba52',
    '--chart-7': '#ec8d64',
    '--chart-8': '#8fabbe',
    '--mantine-color-body': '#0b1013',
    '--mantine-color-placeholder': '#8897a0',
    '--mantine-color-dimmed': '#8897a0',
    '--mantine-color-default': '#141c21',
    '--mantine-color-default-hover': '#1a242a',
    '--mantine-color-default-border': '#28343b',
  },
});
