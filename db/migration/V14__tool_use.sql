alter table model_call add column tool_use json;
comment on column model_call.tool_use is 'What the reply asks of tools: calls, and what the provider wants back with them; null where it asks nothing.';
