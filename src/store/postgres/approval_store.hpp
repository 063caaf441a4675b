// access::ApprovalStore over the tables of migration 0024.
#pragma once

#include <tessera/access/approval_ports.hpp>
#include <tessera/audit/journal.hpp>

#include "store/postgres/pool.hpp"

namespace tessera::store::postgres {

class ApprovalStore final : public access::ApprovalStore {
 public:
  ApprovalStore(Pool& pool, audit::Journal& journal) : pool_(pool), journal_(journal) {}

  [[nodiscard]] Task<bool> create(const access::ApprovalRequest& request,
                                  access::ApprovalNews news) override;
  [[nodiscard]] Task<std::optional<access::ApprovalRequest>> load(const Uuid& id) override;
  [[nodiscard]] Task<std::vector<access::ApprovalRequest>> list(
      const access::ApprovalFilter& filter, const std::optional<std::set<Uuid>>& units) override;
  [[nodiscard]] Task<std::vector<access::Approval>> approvals(const Uuid& request) override;
  [[nodiscard]] Task<std::vector<Signed>> of_role_grants(
      const std::vector<Uuid>& role_grants) override;

  [[nodiscard]] Task<bool> add(const access::NewVerdict& verdict,
                               access::ApprovalNews news) override;
  [[nodiscard]] Task<bool> settle(const access::Settlement& settlement,
                                  access::ApprovalNews news) override;
  [[nodiscard]] Task<bool> move(const access::ApprovalMove& move,
                                access::ApprovalNews news) override;
  [[nodiscard]] Task<bool> note_failure(const access::ApprovalMove& move,
                                        access::ApprovalNews news) override;
  [[nodiscard]] Task<bool> note_told(const access::ApprovalRequest& request, access::Due what,
                                     TimePoint now, access::ApprovalNews news) override;

  [[nodiscard]] Task<std::vector<access::ApprovalRequest>> due(TimePoint now) override;
  [[nodiscard]] Task<access::ApproverFacts> facts(const access::ApprovalRequest& request,
                                                  const Uuid& approver) override;
  [[nodiscard]] Task<std::vector<Candidate>> candidates(const Uuid& unit, TimePoint now) override;
  [[nodiscard]] Task<std::set<Uuid>> compromised(const std::vector<Uuid>& authenticators) override;
  [[nodiscard]] Task<std::map<access::ApprovalKind, int>> policy() override;
  [[nodiscard]] Task<> set_policy(access::ApprovalKind kind, int needed, TimePoint now,
                                  audit::Event event) override;

 private:
  [[nodiscard]] Task<bool> move_to(const access::ApprovalMove& move, std::string_view state,
                                   access::ApprovalNews news);
  Pool& pool_;
  audit::Journal& journal_;
};

}  // namespace tessera::store::postgres
