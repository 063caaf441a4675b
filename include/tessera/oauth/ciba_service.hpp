// Client-Initiated Backchannel Authentication (OpenID Connect CIBA Core 1.0), modes poll and ping.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tessera/base/bytes.hpp>
#include <tessera/base/error.hpp>
#include <tessera/base/outbox_message.hpp>
#include <tessera/base/request_context.hpp>
#include <tessera/base/task.hpp>
#include <tessera/oauth/client_credentials.hpp>

namespace tessera::oauth {

// CIBA 10.2: a POST of JSON to the client's notification endpoint.
struct CibaPing {
  std::string uri;
  std::string bearer;
  std::string body;
};

class CibaService {
 public:
  virtual ~CibaService() = default;
  // The JSON of CIBA 7.3, or an error whose id is a code of CIBA 13. A person who is not known, not
  // active or has too many requests waiting is not told apart: such a request is never answered.
  [[nodiscard]] virtual Task<Result<std::string>> start(const ClientCredentials& request,
                                                        const RequestContext& context) = 0;
  // Outbox message "ciba_request" {"pending"}: the mail to the person, if there is one to tell.
  [[nodiscard]] virtual Task<std::vector<OutboxMessage>> expand_request(BytesView payload) = 0;
  // Outbox message "ciba_ping" {"pending"}: what to send; nullopt if nobody waits for it any more.
  // Throws Unavailable while the answer is written but not yet in force.
  [[nodiscard]] virtual Task<std::optional<CibaPing>> ping(BytesView payload) = 0;
};

}  // namespace tessera::oauth
