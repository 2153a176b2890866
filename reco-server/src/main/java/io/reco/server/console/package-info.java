/** Pages for people, at the root of the HTTP port: what they show are answers to calls that anybody can make. */
@NullMarked
package io.reco.server.console;

import org.jspecify.annotations.NullMarked;
