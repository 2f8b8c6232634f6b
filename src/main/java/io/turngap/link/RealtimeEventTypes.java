package io.turngap.link;

import java.util.Set;

/** Event types of the Realtime protocol, GA and beta, with those of Azure Voice Live, that tell a caller nothing it needs; any other type is counted as unknown. */
final class RealtimeEventTypes {

    private static final String AVATAR = "session.avatar.";

    private static final Set<String> WITHOUT_MEANING = Set.of(
            "conversation.created",
            "conversation.item.added",
            "conversation.item.created",
            "conversation.item.done",
            "conversation.item.deleted",
            "conversation.item.retrieved",
            "conversation.item.truncated",
            "conversation.item.input_audio_transcription.delta",
            "conversation.item.input_audio_transcription.segment",
            "input_audio_buffer.committed",
            "input_audio_buffer.cleared",
            "input_audio_buffer.timeout_triggered",
            "input_audio_buffer.dtmf_event_received",
            "output_audio_buffer.started",
            "output_audio_buffer.stopped",
            "output_audio_buffer.cleared",
            "rate_limits.updated",
            "response.output_item.added",
            "response.content_part.added",
            "response.content_part.done",
            "response.output_text.delta",
            "response.output_text.done",
            "response.text.delta",
            "response.text.done",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.mcp_call_arguments.delta",
            "response.mcp_call_arguments.done",
            "response.mcp_call.in_progress",
            "response.mcp_call.completed",
            "response.mcp_call.failed",
            "mcp_list_tools.in_progress",
            "mcp_list_tools.completed",
            "mcp_list_tools.failed",
            "response.audio_timestamp.delta",
            "response.audio_timestamp.done",
            "response.audio_transcript.annotation.added",
            "response.animation_blendshapes.delta",
            "response.animation_blendshapes.done",
            "response.animation_viseme.delta",
            "response.animation_viseme.done",
            "response.video.delta",
            "response.invocation.delta",
            "response.file_search_call.in_progress",
            "response.file_search_call.searching",
            "response.file_search_call.completed",
            "response.web_search_call.in_progress",
            "response.web_search_call.searching",
            "response.web_search_call.completed");

    /** True when a caller can pass over an event of that type. */
    static boolean withoutMeaning(String type) {
        return WITHOUT_MEANING.contains(type) || type.startsWith(AVATAR);
    }

    private RealtimeEventTypes() {}
}
