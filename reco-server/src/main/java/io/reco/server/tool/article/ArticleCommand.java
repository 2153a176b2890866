package io.reco.server.tool.article;

import picocli.CommandLine.Command;

@Command(
        name = "article",
        description = "The catalogue: look, list, write, hide, delete.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ShowArticles.class, ListArticles.class, Upsert.class, Hide.class, Delete.class})
public final class ArticleCommand {}
