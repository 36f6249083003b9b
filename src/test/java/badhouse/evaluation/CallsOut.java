package badhouse.evaluation;

import java.net.http.HttpClient;

/** Goes around the room that checks addresses. */
class CallsOut {
  HttpClient client;
}
