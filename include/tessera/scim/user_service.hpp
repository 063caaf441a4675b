// The verbs of /Users (RFC 7644 3). Errors carry a scimType of RFC 7644 3.12 as their id where it
// has one. Everything is done within the records of the caller; a record of anybody else is not
// found.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <tessera/audit/journal.hpp>
#include <tessera/base/random.hpp>
#include <tessera/crypto/keyring.hpp>
#include <tessera/people/people_service.hpp>
#include <tessera/scim/list.hpp>
#include <tessera/scim/user.hpp>

namespace tessera::scim {

struct UserParts {
  UserStore& users;
  people::PeopleService& people;
  audit::Journal& journal;
  crypto::KeyringHolder& keys;
  Random& random;
  EndAccess end_access;
  std::string base;  // "https://login.example.gov/scim/v2"
};

struct UserInput;

class UserService {
 public:
  explicit UserService(UserParts parts) : parts_(std::move(parts)) {}

  // Errc::conflict "uniqueness".
  [[nodiscard]] Task<Result<Resource>> create(const Caller& caller, const boost::json::object& body,
                                              const RequestContext& context);
  [[nodiscard]] Task<Result<Resource>> get(const Caller& caller, const Uuid& id,
                                           const RequestContext& context);
  // version: of If-Match; Errc::precondition "" if it is another one. Without, what others changed
  // at the same time is kept.
  [[nodiscard]] Task<Result<Resource>> replace(const Caller& caller, const Uuid& id,
                                               const boost::json::object& body,
                                               std::optional<std::int64_t> version,
                                               const RequestContext& context);
  [[nodiscard]] Task<Result<Resource>> patch(const Caller& caller, const Uuid& id,
                                             const boost::json::object& request,
                                             std::optional<std::int64_t> version,
                                             const RequestContext& context);
  [[nodiscard]] Task<Result<void>> remove(const Caller& caller, const Uuid& id,
                                          std::optional<std::int64_t> version,
                                          const RequestContext& context);
  // "invalidFilter", "invalidCursor", "tooMany".
  [[nodiscard]] Task<Result<ListPage>> list(const Caller& caller, const ListQuery& query,
                                            const RequestContext& context);

  // For administration: somebody who is in service already. Errc::conflict "scim.link".
  [[nodiscard]] Task<Result<void>> link(const Connection& connection, const Uuid& user,
                                        const Uuid& person, const people::ActingAs& by,
                                        const RequestContext& context);
  [[nodiscard]] Task<std::vector<UserRow>> records(const Connection& connection,
                                                   const std::optional<Uuid>& after,
                                                   std::size_t limit);
  // What an invitation of this record says; nullopt: there is no such record, or it needs none.
  struct Invitee {
    people::Affiliation affiliation;
    std::string mail;
  };
  [[nodiscard]] Task<std::optional<Invitee>> invitee(const Connection& connection,
                                                     const Uuid& user);
  [[nodiscard]] Task<bool> set_invitation(const Connection& connection, const Uuid& user,
                                          const Uuid& invitation);

 private:
  using Edit = std::function<Result<boost::json::object>(const boost::json::object&)>;
  [[nodiscard]] Task<Result<Resource>> change(const Caller& caller, const Uuid& id,
                                              std::optional<std::int64_t> version, const Edit& edit,
                                              const RequestContext& context);
  [[nodiscard]] Task<Result<void>> check_manager(const Caller& caller, const Uuid& user,
                                                 const UserInput& input);
  [[nodiscard]] UserChange change_of(const Caller& caller, const UserRow& row,
                                     const UserInput& input, TimePoint now) const;
  [[nodiscard]] Task<> add_post(UserChange& change, const Connection& connection, bool was_active,
                                const std::string& post, bool moved);
  [[nodiscard]] audit::Event event_of(std::string type, const Caller& caller, const UserRow& row,
                                      const RequestContext& context) const;
  [[nodiscard]] Bytes seal(const Uuid& id, const boost::json::object& members) const;
  [[nodiscard]] boost::json::object open(const UserRow& row) const;
  [[nodiscard]] Resource render(const UserRow& row) const;
  [[nodiscard]] Task<Result<std::vector<UserRow>>> candidates(const Caller& caller,
                                                              const ListQuery& query);
  [[nodiscard]] Task<Result<ListPage>> list_all(const Caller& caller, const ListQuery& query);
  [[nodiscard]] Task<> finish(const UserChange& change);

  UserParts parts_;
};

}  // namespace tessera::scim
