package dev.gepaserver.archive.web;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes the parameters by which a candidate is written otherwise than as JSON. */
@Parameter(
    name = "format",
    in = ParameterIn.QUERY,
    description =
        "How it is written, whatever Accept says: text (a component, bare), json, markdown,"
            + " openai-messages (the messages with the texts put in, {{input}} left), spring-ai (a"
            + " message as a template of Spring AI)",
    schema =
        @Schema(
            type = "string",
            allowableValues = {"text", "json", "markdown", "openai-messages", "spring-ai"}))
@Parameter(
    name = "component",
    in = ParameterIn.QUERY,
    description = "Of text: which component's; needless where there is one",
    schema = @Schema(type = "string"))
@Parameter(
    name = "message",
    in = ParameterIn.QUERY,
    description = "Of spring-ai: which message, from 0; needless where there is one",
    schema = @Schema(type = "integer", minimum = "0"))
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface InFormats {}
