// Events of approval requests, and lists of messages.
#pragma once

#include <string>
#include <vector>

#include <tessera/access/approval_ports.hpp>

namespace tessera::access {

[[nodiscard]] ApprovalNews news_of(std::string type, const Actor& actor,
                                   const ApprovalRequest& request, const RequestContext& context);
void append(std::vector<OutboxMessage>& to, std::vector<OutboxMessage> more);

}  // namespace tessera::access
