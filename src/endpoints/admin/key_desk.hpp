// The keys that sign tokens, as administration sees them: decided once for the API and the pages.
// No private part leaves the server.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "endpoints/admin/deps.hpp"

namespace tessera::endpoints::admin {

class KeyDesk {
 public:
  // What was done, or the request that others decide first (docs/adr/0039).
  struct Done {
    std::optional<access::ApprovalRequest> request = {};
    std::vector<oauth::RotationStep> steps = {};
  };
  explicit KeyDesk(const AdminDeps& deps) : deps_(deps) {}
  // key.read.
  [[nodiscard]] Task<Result<std::vector<oauth::SigningKeyRow>>> list(
      const access::Actor& actor, const RequestContext& context) const;
  // key.rotate.
  [[nodiscard]] Task<Result<Done>> rotate(const access::Actor& actor,
                                          const RequestContext& context) const;
  // key.rotate; after a compromise. Errc::not_found "key.unknown"; Errc::invalid "key.reason".
  [[nodiscard]] Task<Result<Done>> withdraw(const access::Actor& actor, std::string kid,
                                            std::string reason,
                                            const RequestContext& context) const;

 private:
  [[nodiscard]] Task<Result<people::ActingAs>> allowed(const access::Actor& actor,
                                                       std::string_view permission,
                                                       const RequestContext& context) const;
  // nullopt: nobody else has to agree.
  [[nodiscard]] Task<Result<std::optional<access::ApprovalRequest>>> ask(
      const access::Actor& actor, access::ApprovalWish wish, const RequestContext& context) const;
  const AdminDeps& deps_;
};

}  // namespace tessera::endpoints::admin
