/** How providers of the anthropic dialect differ. */
export type AnthropicDialect = {
  /** Path of the messages call. Default `/messages`. */
  messagesPath: string;
  /** Path of the list of models. Default `/models?limit=1000`. */
  modelsPath: string;
};

/** What Anthropic itself wants. */
export const anthropicDefaults: AnthropicDialect = Object.freeze({
  messagesPath: '/messages',
  modelsPath: '/models?limit=1000',
});
