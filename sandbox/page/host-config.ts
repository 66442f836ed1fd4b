const tone = (name: string): { default: string; subtle: string } => ({
  default: `var(--card-${name})`,
  subtle: `var(--card-${name}-subtle)`,
});

const COLORS = {
  default: tone("text"),
  dark: tone("text"),
  light: tone("text"),
  accent: tone("accent"),
  good: tone("good"),
  warning: tone("warning"),
  attention: tone("attention"),
};

function container(name: string): object {
  return {
    backgroundColor: `var(--card-${name}-back)`,
    borderColor: `var(--card-${name}-border)`,
    foregroundColors: COLORS,
  };
}

/**
 * How cards look, close to Teams. Colours are custom properties of the style sheet, so a change of theme needs no
 * new rendering.
 */
export const HOST_CONFIG = {
  fontFamily: "inherit",
  fontTypes: { default: { fontFamily: "inherit" }, monospace: { fontFamily: "var(--mono)" } },
  supportsInteractivity: true,
  spacing: { small: 6, default: 10, medium: 14, large: 20, extraLarge: 28, padding: 14 },
  separator: { lineThickness: 1, lineColor: "var(--line)" },
  imageSizes: { small: 32, medium: 52, large: 100 },
  fontSizes: { small: 12, default: 14, medium: 15, large: 18, extraLarge: 22 },
  fontWeights: { lighter: 350, default: 400, bolder: 600 },
  lineHeights: { small: 16, default: 20, medium: 21, large: 24, extraLarge: 28 },
  containerStyles: {
    default: container("default"),
    emphasis: container("emphasis"),
    good: container("good"),
    warning: container("warning"),
    attention: container("attention"),
    accent: container("accent"),
  },
  actions: {
    maxActions: 6,
    spacing: "default",
    buttonSpacing: 8,
    actionsOrientation: "horizontal",
    actionAlignment: "left",
    showCard: { actionMode: "inline", inlineTopMargin: 12, style: "emphasis" },
  },
  adaptiveCard: { allowCustomStyle: true },
  factSet: {
    title: { size: "default", color: "default", weight: "bolder", isSubtle: true, wrap: true, maxWidth: 150 },
    value: { size: "default", color: "default", weight: "default", isSubtle: false, wrap: true },
    spacing: 16,
  },
  inputs: {
    label: {
      inputSpacing: "small",
      requiredInputs: { weight: "bolder", suffix: " *", suffixColor: "attention" },
      optionalInputs: { weight: "bolder" },
    },
    errorMessage: { color: "attention", weight: "default", spacing: "small" },
  },
  textStyles: {
    heading: { size: "large", weight: "bolder", color: "default", fontType: "default", isSubtle: false },
    columnHeader: {
      size: "default",
      weight: "bolder",
      color: "default",
      fontType: "default",
      isSubtle: false,
    },
  },
} as const;
