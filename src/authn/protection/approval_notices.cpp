#include <tessera/authn/approvals.hpp>

namespace tessera::authn {
namespace {

NoticeKind kind_of(access::ApprovalTelling what) {
  using enum access::ApprovalTelling;
  switch (what) {
    case waiting:
      return NoticeKind::approval_waiting;
    case reminder:
      return NoticeKind::approval_reminder;
    case escalated:
      return NoticeKind::approval_escalated;
    case executed:
      return NoticeKind::approval_executed;
    case refused:
      return NoticeKind::approval_refused;
    case expired:
      return NoticeKind::approval_expired;
    case failed:
      return NoticeKind::approval_failed;
  }
  return NoticeKind::approval_waiting;
}

class Told final : public access::ApprovalNotices {
 public:
  Told(Notices& notices, std::string public_url)
      : notices_(notices), public_url_(std::move(public_url)) {}

  // The id of the request leads to its page; no word about people goes into a mail.
  Task<std::vector<OutboxMessage>> write(const Uuid& person, access::ApprovalTelling what,
                                         const access::ApprovalRequest& request,
                                         const RequestContext& context) override {
    co_return co_await notices_.write(
        {.kind = kind_of(what),
         .person = person,
         .what = public_url_ + "/admin/approvals/" + to_string(request.id),
         .until = request.expires,
         .by_person = false},
        context);
  }

 private:
  Notices& notices_;
  std::string public_url_;
};

}  // namespace

std::unique_ptr<access::ApprovalNotices> make_approval_notices(Notices& notices,
                                                               std::string public_url) {
  return std::make_unique<Told>(notices, std::move(public_url));
}

}  // namespace tessera::authn
