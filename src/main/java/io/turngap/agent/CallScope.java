package io.turngap.agent;

import io.turngap.time.Timeline;

/**
 * What all replies of one call share.
 *
 * @param call index of the call
 * @param timeline the call's
 * @param config the agent's settings
 * @param kit the engines
 * @param events who is told
 * @param llm the conversation with the language model
 * @param callerRecord what is known of the caller
 * @param reuse which exchanges the cache may hold
 * @param phrases what is said while the caller would wait
 */
record CallScope(
        long call,
        Timeline timeline,
        AgentConfig config,
        Kit kit,
        AgentEvents events,
        Llm llm,
        CallerRecord callerRecord,
        AnswerReuse reuse,
        ThinkingPhrase.Phrases phrases) {}
