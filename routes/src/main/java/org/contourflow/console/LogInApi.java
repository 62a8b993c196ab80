package org.contourflow.console;

import org.contourflow.accounts.Accounts;
import org.contourflow.accounts.Accounts.LogIn;
import org.contourflow.accounts.Session;
import org.contourflow.audit.Actor;
import org.contourflow.audit.EventType;
import org.contourflow.audit.RunLog;

/** In by name and password, out, and an own password. */
final class LogInApi {
  private final Accounts accounts;
  private final RunLog runLog;
  private final Cookies cookies;

  LogInApi(Accounts accounts, RunLog runLog, Cookies cookies) {
    this.accounts = accounts;
    this.runLog = runLog;
    this.cookies = cookies;
  }

  /** Of a caller who is nobody yet. */
  Answer logIn(Call call) {
    String user = call.field("user");
    String address = call.address();
    LogIn ended = accounts.logIn(user, call.field("password"), address);
    if (ended instanceof LogIn.In in) {
      tell(in.session(), call, EventType.CONSOLE_LOG_IN, " from " + address);
      return begun(in, call);
    }
    // What was typed as a name may be a password typed in the wrong field: only known names are
    // told.
    String who = accounts.store().find(user).isPresent() ? user : "an unknown name";
    runLog.append(RunLog.SYSTEM, EventType.CONSOLE_LOG_IN_REFUSED, who + " from " + address);
    return ended instanceof LogIn.Shut shut
        ? Answer.problem(429, "too many failures; wait " + (shut.pause().toSeconds() + 1) + " s")
            .with("Retry-After", Long.toString(shut.pause().toSeconds() + 1))
        : Answer.problem(401, "name or password is wrong");
  }

  private void tell(Session session, Call call, EventType type, String how) {
    new Actor(session.user(), "", call.address())
        .during(() -> runLog.append(RunLog.SYSTEM, type, session.user() + how));
  }

  private Answer begun(LogIn.In in, Call call) {
    return Answer.json(AccountsApi.json(in.session(), call.hidesIdentifiers()))
        .with("Set-Cookie", cookies.session(in.cookie()));
  }

  Answer logOut(Call call, String cookie) {
    accounts.logOut(cookie);
    tell(call.session(), call, EventType.CONSOLE_LOG_OUT, "");
    return Answer.nothing().with("Set-Cookie", cookies.noSession());
  }

  Answer changePassword(Call call) {
    String user = call.session().user();
    Accounts.Changed changed =
        accounts.change(user, call.field("old"), call.field("new"), call.address());
    if (changed.refusal().isPresent()) {
      return Answer.problem(400, changed.refusal().get());
    }
    tell(call.session(), call, EventType.CONSOLE_PASSWORD, " set an own password");
    return begun(changed.in().orElseThrow(), call);
  }
}
