// Who may approve, which approvals count, and when something is due: every combination of the
// facts.
#include <gmock/gmock.h>

#include <tessera/access/approval_rule.hpp>

namespace tessera::access {
namespace {

constexpr TimePoint kNow{seconds{1'900'000'000}};
const Uuid kRequester{{1}}, kBeneficiary{{2}}, kApprover{{3}}, kUnit{{9}}, kGrant{{7}}, kOther{{8}};

ApprovalRequest make_request() {
  ApprovalRequest request;
  request.id = {{4}};
  request.requester = kRequester;
  request.beneficiary = kBeneficiary;
  request.unit = kUnit;
  request.created = kNow - days{1};
  request.expires = request.created + kApprovalLife;
  return request;
}

HeldRole make_role(const Uuid& grant) {
  HeldRole role;
  role.role_grant = grant;
  role.role = "approver";
  role.permissions = {"approval.decide"};
  role.unit = kUnit;
  role.unit_closure = {kUnit};
  role.starts = kNow - days{30};
  role.sealed = true;
  return role;
}

ApproverFacts make_facts(const Uuid& person) {
  ApproverFacts facts;
  facts.actor.id = person;
  facts.actor.acr = Acr::aal2_phr;
  facts.actor.staff_active = true;
  facts.actor.ial = Ial::ial2;
  facts.actor.roles.push_back(make_role(kGrant));
  return facts;
}

std::string word(const Result<Uuid>& result) {
  return result ? "ok" : result.error().id;
}

TEST(ApprovalRule, SomebodyElseWithTheRoleMayApprove) {
  const auto standing = decide_approver(make_request(), make_facts(kApprover), kNow);
  ASSERT_TRUE(standing) << standing.error().id;
  EXPECT_EQ(*standing, kGrant);
}

// Sixty-four combinations: a yes only if no fact stands against it.
TEST(ApprovalRule, EachFactAloneIsEnoughForANo) {
  for (unsigned bits = 0; bits < 64; ++bits) {
    const bool is_requester = (bits & 1) != 0, is_beneficiary = (bits & 2) != 0;
    const bool below_requester = (bits & 4) != 0, below_beneficiary = (bits & 8) != 0;
    const bool put_in = (bits & 16) != 0, ended = (bits & 32) != 0;
    if (is_requester && is_beneficiary) continue;
    auto facts = make_facts(is_requester ? kRequester : is_beneficiary ? kBeneficiary : kApprover);
    facts.below_requester = below_requester;
    facts.below_beneficiary = below_beneficiary;
    if (put_in) facts.given_by_parties.insert(kGrant);
    if (ended) facts.actor.roles[0].ends = kNow;
    const auto standing = decide_approver(make_request(), facts, kNow);
    EXPECT_EQ(standing.has_value(), bits == 0) << bits;
    const std::string expected = bits == 0        ? "ok"
                                 : is_requester   ? "approval.requester"
                                 : is_beneficiary ? "approval.beneficiary"
                                 : ended          ? "access.denied"
                                 : put_in         ? "approval.put_in"
                                                  : "approval.subordinate";
    EXPECT_EQ(word(standing), expected) << bits;
  }
}

TEST(ApprovalRule, AGrantOfSomebodyElseCountsBesideOneOfTheRequester) {
  auto facts = make_facts(kApprover);
  facts.given_by_parties.insert(kGrant);
  facts.actor.roles.push_back(make_role(kOther));
  const auto standing = decide_approver(make_request(), facts, kNow);
  ASSERT_TRUE(standing);
  EXPECT_EQ(*standing, kOther);
}

TEST(ApprovalRule, ADeputyOfAGrantThatTheRequesterGaveDoesNotCount) {
  auto facts = make_facts(kApprover);
  facts.actor.roles[0].role_grant = kOther;
  facts.actor.roles[0].delegated_from = kGrant;
  facts.actor.roles[0].source = {make_role(kGrant)};
  facts.given_by_parties.insert(kGrant);
  EXPECT_NE(word(decide_approver(make_request(), facts, kNow)), "ok");
}

TEST(ApprovalRule, NeitherTheSystemUserNorAClientApproves) {
  ApproverFacts facts;
  facts.actor = system_actor();
  EXPECT_EQ(word(decide_approver(make_request(), facts, kNow)), "access.denied");
  facts = make_facts(kApprover);
  facts.actor.kind = Actor::Kind::client;
  EXPECT_EQ(word(decide_approver(make_request(), facts, kNow)), "access.denied");
}

TEST(ApprovalRule, OutsideTheUnitOrBelowTheLevelNobodyApproves) {
  auto facts = make_facts(kApprover);
  facts.actor.roles[0].unit_closure = {kOther};
  EXPECT_EQ(word(decide_approver(make_request(), facts, kNow)), "access.denied");
  facts = make_facts(kApprover);
  facts.actor.acr = Acr::aal1;
  EXPECT_EQ(word(decide_approver(make_request(), facts, kNow)), "access.denied");
  facts = make_facts(kApprover);
  facts.actor.staff_active = false;
  EXPECT_EQ(word(decide_approver(make_request(), facts, kNow)), "access.denied");
}

std::string verdict_on(const ApprovalRequest& request, Verdict verdict, std::string reason,
                       const std::vector<Approval>& given = {}, TimePoint now = kNow) {
  Approval wanted;
  wanted.approver = kApprover;
  wanted.verdict = verdict;
  wanted.reason = std::move(reason);
  const auto good = decide_verdict(request, wanted, given, now);
  return good ? "ok" : good.error().id;
}

TEST(ApprovalRule, AVerdictComesInTimeOnceAndARefusalWithAReason) {
  auto request = make_request();
  EXPECT_EQ(verdict_on(request, Verdict::approve, ""), "ok");
  EXPECT_EQ(verdict_on(request, Verdict::approve, "no"), "approval.reason");
  EXPECT_EQ(verdict_on(request, Verdict::refuse, ""), "approval.reason");
  EXPECT_EQ(verdict_on(request, Verdict::refuse, std::string(501, 'x')), "approval.reason");
  EXPECT_EQ(verdict_on(request, Verdict::refuse, "not needed"), "ok");
  Approval before;
  before.approver = kApprover;
  EXPECT_EQ(verdict_on(request, Verdict::approve, "", {before}), "approval.given");
  before.approver = kOther;
  EXPECT_EQ(verdict_on(request, Verdict::approve, "", {before}), "ok");
  EXPECT_EQ(verdict_on(request, Verdict::approve, "", {}, request.expires), "approval.expired");
  for (const auto state :
       {ApprovalState::pending, ApprovalState::approved, ApprovalState::executed,
        ApprovalState::refused, ApprovalState::withdrawn, ApprovalState::expired}) {
    request.state = state;
    EXPECT_EQ(verdict_on(request, Verdict::approve, ""),
              request.is_open() ? "ok" : "approval.closed");
  }
}

JudgedApproval judged(const Uuid& who) {
  return {.approver = who,
          .authenticator = kOther,
          .signature_good = true,
          .key_good = true,
          .standing = kGrant};
}

TEST(ApprovalRule, OnePersonCountsOnceAndOnlyWhatHolds) {
  EXPECT_EQ(count_approvals({judged({{1}}), judged({{2}}), judged({{1}})}).good.size(), 2U);
  for (unsigned bits = 0; bits < 8; ++bits) {
    auto one = judged({{1}});
    one.signature_good = (bits & 1) != 0;
    one.key_good = (bits & 2) != 0;
    if ((bits & 4) == 0) one.standing = fail(Errc::forbidden, "approval.requester");
    EXPECT_EQ(count_approvals({one}).good.size(), bits == 7 ? 1U : 0U) << bits;
    // One that does not count stands in nobody's way.
    EXPECT_EQ(count_approvals({one, judged({{1}})}).good.size(), 1U) << bits;
  }
}

TEST(ApprovalRule, TimeBringsAboutOneThingAfterAnother) {
  auto request = make_request();
  const auto at = [&request](Duration after) { return due_now(request, request.created + after); };
  EXPECT_EQ(at(days{2} - seconds{1}), Due::nothing);
  EXPECT_EQ(next_due(request), request.created + days{2});
  EXPECT_EQ(at(days{2}), Due::remind);
  request.reminded = 1;
  EXPECT_EQ(at(days{4}), Due::nothing);
  EXPECT_EQ(next_due(request), request.created + days{5});
  EXPECT_EQ(at(days{5}), Due::remind);
  request.reminded = 2;
  EXPECT_EQ(at(days{5}), Due::nothing);
  const auto escalation = (request.expires - request.created) * 4 / 5;
  EXPECT_EQ(next_due(request), request.created + escalation);
  EXPECT_EQ(at(escalation), Due::escalate);
  request.escalated = true;
  EXPECT_EQ(at(escalation), Due::nothing);
  EXPECT_EQ(at(days{7} - seconds{1}), Due::nothing);
  EXPECT_EQ(at(days{7}), Due::expire);
  request.state = ApprovalState::approved;
  EXPECT_EQ(at(days{6}), Due::nothing);
  EXPECT_EQ(at(days{7}), Due::expire);
  request.state = ApprovalState::executed;
  EXPECT_EQ(at(days{9}), Due::nothing);
}

TEST(ApprovalObject, EveryMemberIsInWhatIsSigned) {
  auto request = make_request();
  request.subject = "s";
  request.reason = "because";
  const boost::json::object what{{"role", "registrar"}};
  const auto text = render_object(request, what);
  EXPECT_EQ(text, render_object(request, what));
  std::set<std::string> all{text};
  const auto differs = [&](auto change) {
    auto other = request;
    change(other);
    EXPECT_TRUE(all.insert(render_object(other, what)).second);
  };
  differs([](auto& r) { r.id = {{5}}; });
  differs([](auto& r) { r.kind = ApprovalKind::client; });
  differs([](auto& r) { r.subject = "t"; });
  differs([](auto& r) { r.requester = kOther; });
  differs([](auto& r) { r.requester.reset(); });
  differs([](auto& r) { r.beneficiary = kOther; });
  differs([](auto& r) { r.unit = kOther; });
  differs([](auto& r) { r.needed = 2; });
  differs([](auto& r) { r.reason = "another"; });
  differs([](auto& r) { r.created += Duration{1}; });
  differs([](auto& r) { r.expires += Duration{1}; });
  EXPECT_TRUE(all.insert(render_object(request, {{"role", "auditor"}})).second);
}

TEST(ApprovalObject, AChallengeIsOfOneRequestOneObjectAndOneVerdict) {
  const auto hash = hash_of_object("{}");
  std::set<Bytes> all{challenge_of(kGrant, hash, Verdict::approve)};
  EXPECT_EQ(all.begin()->size(), 32U);
  EXPECT_TRUE(all.insert(challenge_of(kOther, hash, Verdict::approve)).second);
  EXPECT_TRUE(all.insert(challenge_of(kGrant, hash, Verdict::refuse)).second);
  EXPECT_TRUE(all.insert(challenge_of(kGrant, hash_of_object("{ }"), Verdict::approve)).second);
}

// A grant may be narrower than what was approved (its end may come sooner), never wider.
TEST(ApprovalObject, AGrantIsWithinWhatWasApproved) {
  RoleGrant row;
  row.id = kGrant;
  row.person = kBeneficiary;
  row.role = "registrar";
  row.unit = kUnit;
  row.starts = kNow;
  row.ends = kNow + days{30};
  row.purposes = {"support", "enrolment"};
  const auto what = what_of(row);
  HeldRole held;
  held.role_grant = kGrant;
  held.person = kBeneficiary;
  held.role = "registrar";
  held.unit = kUnit;
  held.starts = kNow;
  held.ends = row.ends;
  held.purposes = {"support", "enrolment"};
  EXPECT_TRUE(is_within(what, held));
  const auto after = [&](auto change) {
    auto other = held;
    change(other);
    return is_within(what, other);
  };
  EXPECT_TRUE(after([](auto& h) { h.ends = kNow + days{10}; }));
  EXPECT_TRUE(after([](auto& h) { h.starts = kNow + days{1}; }));
  EXPECT_TRUE(after([](auto& h) { h.purposes = {"support"}; }));
  EXPECT_FALSE(after([](auto& h) { h.ends = kNow + days{31}; }));
  EXPECT_FALSE(after([](auto& h) { h.ends.reset(); }));
  EXPECT_FALSE(after([](auto& h) { h.starts = kNow - seconds{1}; }));
  EXPECT_FALSE(after([](auto& h) { h.purposes.insert("recovery"); }));
  EXPECT_FALSE(after([](auto& h) { h.role = "role_admin"; }));
  EXPECT_FALSE(after([](auto& h) { h.person = kOther; }));
  EXPECT_FALSE(after([](auto& h) { h.unit = kOther; }));
  EXPECT_FALSE(after([](auto& h) { h.role_grant = kOther; }));
  EXPECT_FALSE(is_within({}, held));
}

}  // namespace
}  // namespace tessera::access
