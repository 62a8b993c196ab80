/** Log-in by an OpenID Connect provider; knows nothing of the console's users or pages. */
package org.contourflow.openid;
