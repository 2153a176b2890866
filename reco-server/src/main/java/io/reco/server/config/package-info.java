/** How settings are written, where they come from, and what is said about wrong ones. What can be set stands one floor up. */
@NullMarked
package io.reco.server.config;

import org.jspecify.annotations.NullMarked;
