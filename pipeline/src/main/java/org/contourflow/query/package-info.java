/**
 * Read models: questions to the store that the console, the command line and the export share. Its
 * ports are answered by {@code store}; nothing here changes a case.
 */
package org.contourflow.query;
