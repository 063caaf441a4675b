// Lists (RFC 7644 3.4.2, 3.4.3, RFC 9865), what is shown (3.9), and Bulk (3.7).
#include "tests/integration/scim/fixture.hpp"

namespace tessera::endpoints {
namespace {

class ScimListTest : public ScimTest {
 protected:
  std::vector<std::string> names(const std::string& query) {
    const auto answer = get("/Users?" + query);
    EXPECT_EQ(answer.status, 200) << query << answer.body;
    std::vector<std::string> out;
    for (const auto& each : parsed(answer).at("Resources").as_array())
      out.push_back(codec::text_of(each.as_object(), "userName"));
    return out;
  }
};

std::string filter(std::string text) {
  return "filter=" + codec::encode_form({{"", std::move(text)}}).substr(1);
}

TEST_F(ScimListTest, FiltersByIndexAndByLooking) {
  add_user("Ada", R"(,"externalId":"HR-7","emails":[{"type":"work","value":"ada@city.example"}],
                     "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"17"})");
  add_user("ben", R"(,"active":"False","name":{"familyName":"Okafor"})");
  add_user("carl");
  using ::testing::ElementsAre;
  using ::testing::IsEmpty;
  using ::testing::UnorderedElementsAre;
  EXPECT_THAT(names(filter(R"(userName eq "ADA")")), ElementsAre("Ada"));
  EXPECT_THAT(names(filter(R"(externalId eq "HR-7")")), ElementsAre("Ada"));
  EXPECT_THAT(names(filter(R"(externalId eq "hr-7")")), IsEmpty()) << "exact";
  EXPECT_THAT(names(filter(R"(emails.value eq "Ada@city.example")")), ElementsAre("Ada"));
  EXPECT_THAT(names(filter(R"(emails[type eq "work"] and userName sw "a")")), ElementsAre("Ada"));
  EXPECT_THAT(names(filter(R"(urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:)"
                           R"(employeeNumber eq "17")")),
              ElementsAre("Ada"));
  EXPECT_THAT(names(filter("active eq false")), ElementsAre("ben"));
  EXPECT_THAT(names(filter(R"(userName eq "ada" and active eq false)")), IsEmpty());
  EXPECT_THAT(names(filter(R"(not (name.familyName pr))")), UnorderedElementsAre("Ada", "carl"));
  EXPECT_THAT(names("sortBy=userName"), ElementsAre("Ada", "ben", "carl"));
  EXPECT_THAT(names("sortBy=userName&sortOrder=descending&startIndex=2&count=1"),
              ElementsAre("ben"));
  for (const auto* bad : {"userName", "userName eq", "(((", "userName zz \"a\""}) {
    const auto answer = get("/Users?" + filter(bad));
    EXPECT_EQ(answer.status, 400) << bad;
    EXPECT_EQ(type_of(answer), "invalidFilter") << bad;
  }
  EXPECT_EQ(get("/Users?count=x").status, 400);
  EXPECT_EQ(get("/Users?count=1&count=2").status, 400);
}

TEST_F(ScimListTest, PagesByIndexAndByCursorMissNobody) {
  for (int i = 0; i < 7; ++i) add_user("user" + std::to_string(i));
  std::set<std::string> seen;
  for (int start = 1; start < 9; start += 3) {
    const auto page = parsed(get("/Users?count=3&startIndex=" + std::to_string(start)));
    EXPECT_EQ(page.at("totalResults"), 7);
    EXPECT_EQ(page.at("startIndex"), start);
    for (const auto& each : page.at("Resources").as_array())
      EXPECT_TRUE(seen.insert(codec::text_of(each.as_object(), "id")).second);
  }
  EXPECT_EQ(seen.size(), 7u);
  for (const std::string more : {"", "&filter=userName%20sw%20%22user%22"}) {
    std::set<std::string> met;
    std::string cursor;
    for (int round = 0; round < 9; ++round) {
      const auto page = parsed(get("/Users?count=3&cursor=" + cursor + more));
      for (const auto& each : page.at("Resources").as_array())
        EXPECT_TRUE(met.insert(codec::text_of(each.as_object(), "id")).second);
      cursor = codec::text_of(page, "nextCursor");
      if (round == 0) add_user("late" + std::to_string(more.size()));
      if (cursor.empty()) break;
    }
    EXPECT_GE(met.size(), 7u);
  }
  EXPECT_EQ(type_of(get("/Users?cursor=nonsense")), "invalidCursor");
  EXPECT_EQ(parsed(get("/Users?count=0")).at("Resources").as_array().size(), 0u);
  EXPECT_EQ(parsed(get("/Users?startIndex=-5&count=-1")).at("itemsPerPage"), 0);
}

TEST_F(ScimListTest, OnlyWhatIsAskedForIsShown) {
  const auto id = add_user("ada", R"(,"title":"Clerk","name":{"familyName":"L","givenName":"A"},
      "emails":[{"type":"work","value":"a@city.example"}],
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"1","department":"Port"})");
  const auto some =
      parsed(get("/Users/" + id +
                 "?attributes=userName,name.familyName,emails.value,"
                 "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber"));
  EXPECT_TRUE(some.contains("id") && some.contains("schemas") && some.contains("userName"));
  EXPECT_FALSE(some.contains("title") || some.contains("active"));
  EXPECT_EQ(json::serialize(some.at("name")), R"({"familyName":"L"})");
  EXPECT_EQ(json::serialize(some.at("emails")), R"([{"value":"a@city.example"}])");
  const auto less =
      parsed(get("/Users?excludedAttributes=emails,name.givenName,"
                 "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User,id"));
  const auto& first = less.at("Resources").at(0).as_object();
  EXPECT_TRUE(first.contains("id") && first.contains("title"));
  EXPECT_FALSE(first.contains("emails") ||
               first.contains("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"));
  EXPECT_FALSE(first.at("name").as_object().contains("givenName"));
}

TEST_F(ScimListTest, SearchesByPost) {
  add_user("ada");
  open_roles({"staff"});
  const auto users =
      post("/Users/.search", R"({"filter":"userName eq \"ada\"","attributes":["userName"]})");
  EXPECT_EQ(users.status, 200);
  EXPECT_EQ(parsed(users).at("totalResults"), 1);
  EXPECT_EQ(parsed(post("/Groups/.search", "{}")).at("totalResults"), 1);
  const auto all = parsed(post("/.search", R"({"count":10})"));
  EXPECT_EQ(all.at("totalResults"), 2);
  EXPECT_EQ(all.at("Resources").as_array().size(), 2u);
}

// A page of the list costs the same however many there are before it.
TEST_F(ScimListTest, ManyRecordsAreListedFast) {
  add_user("ada");
  sql("insert into scim_user (id, client, unit, active, box, created, changed) "
      "select gen_random_uuid(), client, unit, active, box, created, changed "
      "from scim_user, generate_series(1, 6000)");
  EXPECT_EQ(type_of(get("/Users?" + filter(R"(displayName co "x")"))), "tooMany");
  EXPECT_EQ(parsed(get("/Users?" + filter(R"(userName eq "ada")"))).at("totalResults"), 1);
  sql("analyze scim_user");
  std::string plan;
  const auto rows =
      sql("explain select id from scim_user u where client = '" + to_string(hr_) +
          "' and deleted is null and id > '" + to_string(hr_) + "' order by id limit 100");
  for (std::size_t i = 0; i < rows.size(); ++i) plan += rows[i].string(0);
  EXPECT_NE(plan.find("Index"), std::string::npos) << plan;
  EXPECT_EQ(plan.find("Sort"), std::string::npos) << plan;
}

TEST_F(ScimListTest, BulkResolvesItsReferences) {
  open_roles({"staff"});
  const auto group = group_id("staff");
  const auto answer =
      post("/Bulk", R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
    "Operations":[
      {"method":"PATCH","path":"/Groups/)" +
                        group + R"(","data":{"Operations":[
          {"op":"add","path":"members","value":[{"value":"bulkId:ada"}]}]}},
      {"method":"POST","path":"/Users","bulkId":"ada","data":{"userName":"ada",
          "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"bulkId:boss"}}}},
      {"method":"POST","path":"/Users","bulkId":"boss","data":{"userName":"boss"}},
      {"method":"POST","path":"/Users","bulkId":"twice","data":{"userName":"BOSS"}},
      {"method":"PATCH","path":"/Users/bulkId:boss","data":{"Operations":[
          {"op":"add","path":"title","value":"Head"}]}},
      {"method":"DELETE","path":"/Users/bulkId:nobody"}]})");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto results = parsed(answer).at("Operations").as_array();
  ASSERT_EQ(results.size(), 6u) << answer.body;
  std::vector<std::string> statuses;
  for (const auto& each : results) statuses.push_back(codec::text_of(each.as_object(), "status"));
  EXPECT_THAT(statuses, ::testing::ElementsAre("200", "201", "201", "409", "200", "409"));
  EXPECT_EQ(codec::text_of(results[3].at("response").as_object(), "scimType"), "uniqueness");
  EXPECT_EQ(parsed(get("/Users?" + filter(R"(title eq "Head")"))).at("totalResults"), 1);
  EXPECT_EQ(parsed(get("/Groups/" + group)).at("members").as_array().size(), 1u);
}

TEST_F(ScimListTest, BulkHasItsLimits) {
  const auto stopped = post("/Bulk", R"({"failOnErrors":1,"Operations":[
      {"method":"POST","path":"/Users","bulkId":"a","data":{}},
      {"method":"POST","path":"/Users","bulkId":"b","data":{"userName":"b"}}]})");
  EXPECT_EQ(parsed(stopped).at("Operations").as_array().size(), 1u);
  EXPECT_EQ(count("select count(*) from scim_user"), 0);
  std::string many = R"({"Operations":[)";
  for (int i = 0; i < 201; ++i)
    many += std::string(i ? "," : "") + R"({"method":"DELETE","path":"/Users/)" + to_string(hr_) +
            "\"}";
  EXPECT_EQ(post("/Bulk", many + "]}").status, 413);
  for (const auto* bad :
       {R"({"Operations":[{"method":"GET","path":"/Users"}]})",
        R"({"Operations":[{"method":"POST","path":"/Users","data":{"userName":"x"}}]})",
        R"({"Operations":[{"method":"POST","path":"/Bulk","bulkId":"a","data":{}}]})",
        R"({"Operations":[{"method":"POST","path":"/../api/admin/v1/people","bulkId":"a"}]})",
        R"({"Operations":7})"})
    EXPECT_EQ(post("/Bulk", bad).status, 400) << bad;
  // Two that wait for each other.
  const auto ring = post("/Bulk", R"({"Operations":[
      {"method":"POST","path":"/Users","bulkId":"a","data":{"userName":"bulkId:b"}},
      {"method":"POST","path":"/Users","bulkId":"b","data":{"userName":"bulkId:a"}}]})");
  for (const auto& each : parsed(ring).at("Operations").as_array())
    EXPECT_EQ(codec::text_of(each.as_object(), "status"), "409");
  scopes_ = {"scim:users.write"};
  const auto narrow = post("/Bulk", R"({"Operations":[{"method":"DELETE","path":"/Groups/)" +
                                        to_string(hr_) + R"("}]})");
  EXPECT_EQ(codec::text_of(parsed(narrow).at("Operations").at(0).as_object(), "status"), "403");
}

}  // namespace
}  // namespace tessera::endpoints
